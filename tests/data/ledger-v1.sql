PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE approvals (
	id INTEGER NOT NULL, 
	case_id VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	"plan" VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	void BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "approvals" VALUES(1,'ZX-001','6af3c7deb3da49db6765ef93d408b750fed54e1273c6943da67a3feb7e012416','demo','agency@office','2026-11-22T07:30:54.718716+00:00',0);
INSERT INTO "approvals" VALUES(10,'JH-002','235206952688ac43a8902f6eec0406f082241b2e7802877ee0da4f00044f69df','demo','agency@office','2026-11-22T07:30:54.724539+00:00',0);
CREATE TABLE attempts (
	id INTEGER NOT NULL, 
	case_id VARCHAR NOT NULL, 
	portal VARCHAR NOT NULL, 
	user_name VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	frozen VARCHAR NOT NULL, 
	baseline VARCHAR NOT NULL, 
	holder VARCHAR NOT NULL, 
	serial VARCHAR, 
	verdict VARCHAR, 
	witnesses VARCHAR, 
	open BOOLEAN NOT NULL, 
	intent_at VARCHAR NOT NULL, 
	closed_at VARCHAR, 
	closed_because VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "attempts" VALUES(1,'ZX-001','http://127.0.0.1:38335','zhixing','粤ICP备12345678号-1','注销网站','{"digest": "6af3c7deb3da49db6765ef93d408b750fed54e1273c6943da67a3feb7e012416", "fields": {"id": "ZX-001", "account": "zhixing", "client": {"name": "深圳市知行网络科技有限公司", "uscc": "91440300708461136T", "legal_person": "陈知行", "legal_person_last_six": "01234X"}, "responsible": [{"role": "主体负责人", "name": "陈知行", "mobile": "13800138000", "last_six": "01234X"}], "kind": "注销网站", "number": "粤ICP备12345678号-1", "site_name": "知行商城", "sites": 1, "reason": {"category": "网站停止运营", "text": "因公司业务调整，该网站已停止运营，不再提供服务", "new_domain": "", "wrong": "", "right": ""}, "materials": {"营业执照副本": "materials/zhixing/licence.pdf", "法人身份证": "materials/zhixing/identity.jpg", "注销申请书": "materials/zhixing/application.pdf", "网站关闭通知": "materials/zhixing/closure.pdf"}, "authorised": {"by": "陈知行", "on": "2026-02-20"}}, "files": {"营业执照副本": {"name": "licence.pdf", "sha256": "243c23c32762f89df3fb4ecf85e58dce7125948a121e3504a76f10522702cd59", "bytes": 14690}, "法人身份证": {"name": "identity.jpg", "sha256": "4151b6a63e7d25d703bffc53bcabec9a70df5470dca5f24a22c898ac572eb4a7", "bytes": 11432}, "注销申请书": {"name": "application.pdf", "sha256": "1913104ce832b60d346994150e51e77e9510f218ece7e8b539627affb71b3b12", "bytes": 16466}, "网站关闭通知": {"name": "closure.pdf", "sha256": "4ecb9ab62d4d76df0bf5d70daaa43877772c7f4a1dacc4f0def63250957c16b3", "bytes": 9455}}, "profile": "09fef9682d76b52422584325f9485a7e504db4560cc2dbba5cab5afbfb548662"}','[]','{"host": "office", "pid": 1, "since": "1"}','2026030242041778',NULL,NULL,0,'2026-11-22T07:30:58.414777+00:00','2026-11-22T07:31:26.334696+00:00','cancelled');
INSERT INTO "attempts" VALUES(5,'JH-002','http://127.0.0.1:38335','jinghua','京ICP备09012399号-1','注销网站','{"digest": "235206952688ac43a8902f6eec0406f082241b2e7802877ee0da4f00044f69df", "fields": {"id": "JH-002", "account": "jinghua", "client": {"name": "北京京华文旅有限公司", "uscc": "91110108MA01C2XT31", "legal_person": "王若兰", "legal_person_last_six": "150022"}, "responsible": [{"role": "主体负责人", "name": "王若兰", "mobile": "13911112222", "last_six": "150022"}], "kind": "注销网站", "number": "京ICP备09012399号-1", "site_name": "京华旅行", "sites": 1, "reason": {"category": "域名变更", "text": "旅行网站已更换域名并完成迁移，原域名到期不再续费", "new_domain": "jinghua-trip.example", "wrong": "", "right": ""}, "materials": {"营业执照副本": "materials/jinghua_b/licence.pdf", "法人身份证": "materials/jinghua_b/identity.jpg", "注销申请书": "materials/jinghua_b/application.pdf", "新域名注册证书": "materials/jinghua_b/domain.pdf"}, "authorised": {"by": "王若兰", "on": "2026-02-20"}}, "files": {"营业执照副本": {"name": "licence.pdf", "sha256": "b1bd85a927680a3e13bc193f8aba660884e2f2fd60f054cd641bfb491c17ef14", "bytes": 14157}, "法人身份证": {"name": "identity.jpg", "sha256": "cfce8da954932d9bace0d05b1f1ca6639f74e13536d663799e44752508cf2136", "bytes": 11277}, "注销申请书": {"name": "application.pdf", "sha256": "37fd63a8f88c3fddf547a693f660a8092909494c2971cf3990c5a5eab43ef2eb", "bytes": 15926}, "新域名注册证书": {"name": "domain.pdf", "sha256": "894564c43e5e136502142047debf2a827d4562aa86a1d829eb9e1a2e3e8185ae", "bytes": 10274}}, "profile": "09fef9682d76b52422584325f9485a7e504db4560cc2dbba5cab5afbfb548662"}','[]','{"host": "office", "pid": 1, "since": "1"}',NULL,NULL,NULL,1,'2026-11-22T07:31:06.189891+00:00',NULL,NULL);
CREATE TABLE cases (
	id VARCHAR NOT NULL, 
	portal VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	account VARCHAR NOT NULL, 
	user_name VARCHAR NOT NULL, 
	province VARCHAR NOT NULL, 
	client VARCHAR NOT NULL, 
	site_name VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	serial VARCHAR, 
	origin VARCHAR NOT NULL, 
	seconds FLOAT, 
	updated_at VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "cases" VALUES('ZX-001','http://127.0.0.1:38335','粤ICP备12345678号-1','注销网站','zhixing','zhixing','广东','深圳市知行网络科技有限公司','知行商城','6af3c7deb3da49db6765ef93d408b750fed54e1273c6943da67a3feb7e012416','cancelled','the record reads 已注销','审核通过','2026030242041778','ours',1.97691668400011621997e+00,'2026-11-22T07:31:26.333874+00:00');
INSERT INTO "cases" VALUES('JH-002','http://127.0.0.1:38335','京ICP备09012399号-1','注销网站','jinghua','jinghua','北京','北京京华文旅有限公司','京华旅行','235206952688ac43a8902f6eec0406f082241b2e7802877ee0da4f00044f69df','intent','the record reads 已注销','审核通过',NULL,'ours',4.0252829139999448671e+00,'2026-11-22T07:31:21.071363+00:00');
CREATE TABLE events (
	id INTEGER NOT NULL, 
	case_id VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	"before" VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	step VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	evidence VARCHAR, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "events" VALUES(1,'ZX-001','2026-11-22T07:30:54.696081+00:00','','ready','','entered','',NULL,'agency@office');
INSERT INTO "events" VALUES(10,'JH-002','2026-11-22T07:30:54.712381+00:00','','ready','','entered','',NULL,'agency@office');
INSERT INTO "events" VALUES(14,'ZX-001','2026-11-22T07:30:58.416894+00:00','ready','intent','submit','about to click','',NULL,'agency@office');
INSERT INTO "events" VALUES(16,'ZX-001','2026-11-22T07:30:59.261319+00:00','intent','submitted','receipt','application 2026030242041778 is ours','审核中',NULL,'agency@office');
INSERT INTO "events" VALUES(17,'ZX-001','2026-11-22T07:30:59.264851+00:00','submitted','submitted','receipt','application 2026030242041778 is ours','审核中',NULL,'agency@office');
INSERT INTO "events" VALUES(28,'JH-002','2026-11-22T07:31:06.190782+00:00','ready','intent','submit','about to click','',NULL,'agency@office');
INSERT INTO "events" VALUES(29,'JH-002','2026-11-22T07:31:07.070489+00:00','intent','submitted','receipt','application 2026030201664146 is ours','审核中',NULL,'agency@office');
INSERT INTO "events" VALUES(30,'JH-002','2026-11-22T07:31:07.073015+00:00','submitted','submitted','receipt','application 2026030201664146 is ours','审核中',NULL,'agency@office');
INSERT INTO "events" VALUES(50,'JH-002','2026-11-22T07:31:21.071682+00:00','submitted','cancelled','applications','the record reads 已注销','审核通过',NULL,'agency@office');
INSERT INTO "events" VALUES(51,'ZX-001','2026-11-22T07:31:21.257583+00:00','submitted','reviewing','applications','','审核中',NULL,'agency@office');
INSERT INTO "events" VALUES(63,'ZX-001','2026-11-22T07:31:26.334257+00:00','reviewing','cancelled','applications','the record reads 已注销','审核通过',NULL,'agency@office');
CREATE TABLE rests (
	id INTEGER NOT NULL, 
	portal VARCHAR NOT NULL, 
	user_name VARCHAR NOT NULL, 
	account VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	since VARCHAR NOT NULL, 
	until VARCHAR, 
	released_at VARCHAR, 
	released_by VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "rests" VALUES(1,'http://127.0.0.1:38335','lingnan','lingnan','wrong_password','账号或密码错误','2026-11-22T07:31:26.333874+00:00',NULL,NULL,NULL);
CREATE INDEX cases_by_record ON cases (portal, number, kind);
CREATE INDEX cases_by_state ON cases (state);
CREATE INDEX cases_by_account ON cases (portal, user_name);
CREATE UNIQUE INDEX one_open_attempt ON attempts (portal, number, kind) WHERE open;
CREATE INDEX ix_attempts_case_id ON attempts (case_id);
CREATE INDEX ix_events_case_id ON events (case_id);
CREATE INDEX ix_approvals_case_id ON approvals (case_id);
CREATE INDEX rests_by_account ON rests (portal, user_name);
COMMIT;
